"""Where passkeys work: at a name, over TLS; on one's own machine without."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.accounts.rules import passkey_obstacle


@pytest.mark.parametrize(
    ("name", "is_secure", "obstacle"),
    [
        ("carnet.example.fr", True, ""),
        ("carnet.example.fr", False, "insecure"),
        ("localhost", False, ""),
        ("LOCALHOST.", False, ""),
        ("carnet.localhost", False, ""),
        ("notlocalhost", False, "insecure"),
        ("127.0.0.1", False, "number"),
        ("192.168.1.20", True, "number"),
        ("[::1]", False, "number"),
        ("[2001:db8::1]", True, "number"),
    ],
)
def test_passkeys_want_a_name_and_a_safe_way(name, is_secure, obstacle):
    assert passkey_obstacle(name, is_secure=is_secure) == obstacle


@given(st.ip_addresses(), st.booleans())
def test_no_number_is_a_name(address, is_secure):
    assert passkey_obstacle(f"[{address}]" if address.version == 6 else str(address), is_secure=is_secure) == "number"
