/** A switch that an emulated shop keeps in a field of its own. */

/** `on` and `off` are the field's values; the switch is on as long as the field is not off. */
export function fieldSwitch<T, K extends keyof T>(
  record: T,
  field: K,
  values: { readonly on: T[K]; readonly off: T[K] },
) {
  return {
    get isOn(): boolean {
      return record[field] !== values.off;
    },
    set isOn(isOn: boolean) {
      record[field] = isOn ? values.on : values.off;
    },
  };
}
