/** Photos this page holds that the browser could not store: they go with the page. */
const counts = new Map<string, number>();

/** `whose`: the organization and the person, parted by a point. */
export const noteUnsavedPhotos = (whose: string, count: number): void => void counts.set(whose, count);

export const unsavedPhotosOf = (userId: string): number =>
  [...counts].reduce((sum, [whose, count]) => sum + (whose.endsWith(`.${userId}`) ? count : 0), 0);
