/** Documents of orders, as the platform's own people see them. */
export interface DocumentControls {
  /** What lies with the order there. */
  documentsOf?(key: string): readonly { readonly fileName: string; readonly content: Uint8Array }[];
  /** The platform puts one there; returns its key as the port names it. */
  addDocument?(key: string, document: { readonly fileName: string; readonly content: Uint8Array }): string;
  /** The platform takes documents of no kind that the hub sends. */
  refuseDocuments?(): void;
}
