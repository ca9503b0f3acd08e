"""The targets of answering, measured: what share is right, declined, corrected and caught, beside plain baselines."""
