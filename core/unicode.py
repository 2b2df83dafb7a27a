"""Text that can be written as UTF-8; names of files and arguments may hold other bytes."""


def is_text(text: str) -> bool:
    """False for lone surrogates, by which Python keeps bytes that are no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
