"""Who reads what people keep at. Staff have no privilege here."""
