"""What makes an interview well prepared and well led, in plain values."""
