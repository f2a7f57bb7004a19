/** One pixel; of several, each is of another width. */
const PIXEL = "GIF89a\u0001\0\u0001\0\0\0\0,\0\0\0\0\u0001\0\u0001\0\0\u0002\u0002L\u0001\0;";

/** So many images that are told apart by their seventh byte, and a drawing that is none. */
export const imageFiles = (count: number) => [
  ...Array.from({ length: count }, (_, at) => ({
    name: `image-${at + 1}.gif`,
    mimeType: "image/gif",
    buffer: Buffer.from(PIXEL.replace("\u0001", String.fromCharCode(at + 1)), "latin1"),
  })),
  { name: "drawn.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg/>") },
];
