"""What calls give back: plain objects over the answer of the platform, which stays complete in
`raw`.
"""
