"""Bech32, as age writes its keys: only the tests need to make a public key of a kind they cannot open."""

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def encode(prefix: str, data: bytes) -> str:
    """Encode bytes under a prefix (BIP 173, without its limit on length)."""
    fives = [int(bits, 2) for bits in _groups("".join(f"{byte:08b}" for byte in data))]
    head = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    check = _polymod([*head, *fives, 0, 0, 0, 0, 0, 0]) ^ 1
    return f"{prefix}1" + "".join(_LETTERS[v] for v in [*fives, *((check >> 5 * (5 - i)) & 31 for i in range(6))])


def _groups(bits: str) -> list[str]:
    return [bits[i : i + 5].ljust(5, "0") for i in range(0, len(bits), 5)]


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> i & 1 else 0
    return check
