"""What the commands of proctor need on GitHub's machines: reports of strangers read again, and the runner's own files."""
