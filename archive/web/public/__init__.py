"""The outside app. It opens one bundle, read-only; it has no key, no database, and no way to the desk."""
