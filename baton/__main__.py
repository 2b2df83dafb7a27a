"""`python -m baton`: while the command line loads, an interrupt ends it without a traceback."""

import signal


def main() -> None:
    """Load the command line, run the command and leave at once."""
    heard = signal.getsignal(signal.SIGINT)  # ignored where a script's shell runs it with `&`
    if heard is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from baton import command_line  # noqa: PLC0415

    signal.signal(signal.SIGINT, heard)
    command_line.main()


if __name__ == "__main__":
    main()
