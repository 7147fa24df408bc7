"""Journeys through a real Chromium."""
