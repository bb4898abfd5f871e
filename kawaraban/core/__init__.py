"""The vocabulary that all rooms share: values, settings, dates, addresses, diagnostics."""
