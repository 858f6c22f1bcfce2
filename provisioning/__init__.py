"""Sets up units over SSH: from a bare Debian or Raspberry Pi OS to a produce scanner. docs/provisioning.md."""
