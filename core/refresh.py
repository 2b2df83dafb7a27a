"""When a source is refreshed: at fixed distances from the moment it was made."""

from datetime import UTC, datetime, timedelta


def offset(created_at: datetime, every_s: int) -> timedelta:
    """Where in each interval, counted from the epoch, the refresh lies."""
    return timedelta(seconds=int(created_at.timestamp()) % every_s)


def next_refresh(created_at: datetime, every_s: int, now: datetime) -> datetime:
    """The first refresh after `now`."""
    first = offset(created_at, every_s).total_seconds()
    rounds = (now.timestamp() - first) // every_s + 1
    return datetime.fromtimestamp(first + rounds * every_s, UTC)
