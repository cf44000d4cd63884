"""The passport of the association, on the screen and in Word."""
