"""Values, errors, periods, masking: plain Python that everything else may use."""
