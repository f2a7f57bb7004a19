/** What a merchant changes of the receiver of an order in the shop's own admin. */
export interface AddressControls {
  /** Another street, where the platform lets the address of a placed order be changed. */
  moveOrder?(key: string, street: string): void;
}
