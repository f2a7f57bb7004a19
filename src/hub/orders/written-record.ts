/** A parcel or refund of an order that was written as its channel reports it. */
export interface Written {
  readonly orderId: string;
  readonly key: string;
  readonly isNew: boolean;
}
