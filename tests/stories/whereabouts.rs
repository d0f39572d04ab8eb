//! Where a phone is, by the outlines that came with its villages.

use crate::people::{WANG, households};
use doorstep_client::Whereabouts;
use doorstep_domain::place::Wgs84;
use doorstep_tests::stage::Stage;

#[test]
fn a_phone_knows_in_which_grid_of_which_village_a_place_lies() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    let client = wang.client();
    let on_file = |id| client.household(id).unwrap().unwrap().value;
    for household in households(WANG).into_iter().map(on_file) {
        let here = client.whereabouts(household.address.at.unwrap()).unwrap();
        assert_eq!(here, Whereabouts { village: Some(household.region), grid: household.grid });
    }
    let nowhere = client.whereabouts(Wgs84::new(116.4, 39.9).unwrap()).unwrap();
    assert_eq!(nowhere, Whereabouts::default());
}
