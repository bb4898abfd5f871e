"""Rules over the whole site, one generator each."""
