"""Part screen: everything that shoppers see, and the verdict behind it."""
