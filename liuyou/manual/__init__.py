"""用户手册, served under 帮助: chapters as Markdown in `pages`, pictures in `pages/images`."""
