"""GS1-conformant resolver: from a Digital Link to the page for people, and to links for software."""
