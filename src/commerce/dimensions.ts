/** The size of a parcel, in millimetres. */
export interface Dimensions {
  readonly length: number;
  readonly width: number;
  readonly height: number;
}
