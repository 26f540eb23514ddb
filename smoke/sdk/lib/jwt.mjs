const part = (jwt, index) => JSON.parse(Buffer.from(jwt.split('.')[index], 'base64url'))

export const header = (jwt) => part(jwt, 0)
export const claims = (jwt) => part(jwt, 1)
