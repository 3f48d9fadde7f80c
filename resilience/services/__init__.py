"""Every write to what people keep at. Entry services open their own transaction; blocks need one around them."""
