"""The directory of services to which people are signposted."""
