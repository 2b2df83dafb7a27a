"""Routes of the team's inbox: session cookie, origin checked, roles enforced by dependencies."""
