DROP TABLE booking_pages;
DROP TABLE service_slugs;
DROP TABLE company_slugs;
