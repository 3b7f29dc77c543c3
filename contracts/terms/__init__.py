"""The terms of the commissioned contracts, one TOML file each: data that no code repeats."""
