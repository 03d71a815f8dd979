"""Signatures (Ed25519, RFC 8032): checking one is everybody's, making one needs a key. The outside may check only."""
