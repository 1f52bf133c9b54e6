"""What a bank gets when it adopts proctor: settings, the list of known findings, a pre-commit entry, a workflow."""
