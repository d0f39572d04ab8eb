-- Where villages and grids lie, as GeoJSON geometries in WGS-84.
CREATE TABLE region_outline (
    region  TEXT PRIMARY KEY,
    outline TEXT NOT NULL
) STRICT;
