"""Inquiries, quotes, bookings and invoices: their page, their forms, their lines."""
