"""Movements: EPCIS 2.0 events as they are captured, asked for, and followed up and down."""
