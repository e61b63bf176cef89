declare module 'virtual:demos' {
  const demos: import('./demos').Demo[];
  export default demos;
}
