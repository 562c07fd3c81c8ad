"""Where a browser lets one use a passkey."""

from ipaddress import ip_address


def passkey_obstacle(name: str, *, is_secure: bool) -> str:
    """Empty where passkeys work, else `number` (an IP address is no name to bind a key to) or `insecure` (no TLS).

    `name` is the host of the address, without its port. Without TLS only localhost will do.
    Source: W3C, Web Authentication Level 3, §5.1.2, effective domain; Secure Contexts, §3.1, read 2026-11.
    """
    name = name.strip("[]").rstrip(".").lower()
    try:
        ip_address(name)
    except ValueError:
        return "" if is_secure or name == "localhost" or name.endswith(".localhost") else "insecure"
    return "number"
