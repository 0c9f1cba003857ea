"""Draws a dashboard and writes it as files: charts, an image for the chat, a PDF, a workbook, open data."""
