DROP TABLE service_images;
DROP TABLE shop_settings;
DROP TABLE days_off;
DROP TABLE special_hours;
DROP TABLE working_hours;
DROP TABLE staff_services;
DROP TABLE staff;
DROP TABLE services;
