/** What went wrong, as the hub answers it in the reader's language; a platform's own words are turned their own way. */
export function HubText({ text }: { readonly text: string }) {
  return <bdi>{text}</bdi>;
}
