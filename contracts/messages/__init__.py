"""Messages that services promise each other on Kafka, one module for each publisher."""
