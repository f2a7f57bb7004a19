/** Rules that propose couriers, one of them off. */
export function shippingRules(courierId: string): readonly object[] {
  const trigger = "order.shipping_choice";
  const light = [
    { field: "address.country", is: "one_of", value: ["US"] },
    { field: "parcel.weight_grams", is: "at_most", value: 400 },
    { field: "parcel.payment", is: "is", value: "prepaid" },
  ];
  const soap = { field: "parcel.skus", is: "any_begins_with", value: ["SOAP-"] };
  const propose = { do: "propose_courier", prefer: "cheapest" };
  const rules = [
    {
      name: "Light and paid",
      when: { all: light },
      actions: [{ ...propose, courier: courierId, prefer: "fastest", maxDays: 3 }],
    },
    { name: "Soap abroad", isOn: false, when: soap, actions: [propose] },
    { name: "Otherwise the cheapest rate", actions: [propose] },
  ];
  return rules.map((rule) => ({ isOn: true, trigger, ...rule }));
}
