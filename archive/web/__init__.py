"""Two apps in two trust zones: `public` opens a bundle, `desk` is behind login. They share `security` only."""
