/** Numbers that only grow, from 1 on: ids of an emulated platform. */
export function counting(): () => number {
  let last = 0;
  return () => {
    last += 1;
    return last;
  };
}
