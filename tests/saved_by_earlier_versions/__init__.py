"""What earlier versions have saved is loaded by this one."""
