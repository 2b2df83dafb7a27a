"""Run every measurement and print its table."""

from baton.process.loop import run
from bench import ingest, relay, search, turn


async def main() -> None:
    await turn.main()
    await relay.main()
    await search.main()
    await ingest.main()


if __name__ == "__main__":
    run(main())
