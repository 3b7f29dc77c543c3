"""Who people are: with the letterbox the only place of personal data, and the only one that makes references."""
