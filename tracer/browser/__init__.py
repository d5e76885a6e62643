"""A browser without a screen: it sends requests, keeps cookies and reads pages. It knows no framework."""
