import { useState, type SyntheticEvent } from "react";
import { useSignIn } from "../../api/auth";
import { ApiError, explain } from "../../api/http";
import { Button } from "../../ui/Button";
import { Logo } from "../../ui/Logo";
import styles from "./sign-in.module.css";

/** `ended`: whoever is asked was signed in on this page a moment ago. */
export function SignIn({ ended }: { ended: boolean }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useSignIn();
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!signIn.isPending) signIn.mutate({ email: email.trim(), password });
  };
  return (
    <main className={styles["page"]}>
      <form className={styles["card"]} onSubmit={submit} data-testid="sign-in">
        <Logo />
        <h1 className={styles["title"]}>Sign in to the inbox</h1>
        {ended && (
          <p className={styles["ended"]} role="status" data-testid="signed-out">
            You are signed out. What you have written and not sent is kept in this browser.
          </p>
        )}
        <label className={styles["field"]}>
          Email
          <input
            type="email"
            name="email"
            autoComplete="username"
            required
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </label>
        <label className={styles["field"]}>
          Password
          <input
            type="password"
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
        {signIn.isError && (
          <p className={styles["error"]} role="alert">
            {refusal(signIn.error)}
          </p>
        )}
        <Button type="submit" tone="primary" disabled={signIn.isPending} testId="sign-in-submit">
          {signIn.isPending ? "Signing in…" : "Sign in"}
        </Button>
        <p className={styles["hint"]}>
          First time here? Open the sign-in link that <code>baton up</code> printed, or print a new
          one with <code>baton sign-in-link you@example.com</code>. A link works once.
        </p>
      </form>
    </main>
  );
}

function refusal(error: unknown): string {
  if (error instanceof ApiError && error.status === 401) return "Email and password do not match.";
  return explain(error);
}
