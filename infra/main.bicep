// A first deployment of Reco: one Flex Consumption function app with the storage account that its host needs, and monitoring.
// Nothing in it holds a secret of its own: the app signs in to storage and to monitoring by its identity.
targetScope = 'resourceGroup'

@description('Region of every resource. Flex Consumption must be offered there.')
param location string = resourceGroup().location

@description('Short name of the deployment (dev, test, prod); part of every resource name.')
@minLength(2)
@maxLength(8)
param environmentName string

@description('Memory of one instance, in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Most instances at once. Keep 1 while the stores are embedded: the data folder belongs to one instance, and it is lost with it.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 1

@description('Instances that are always warm for HTTP calls; 0 scales to zero.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int = 1

@description('Whether an empty data folder is filled with the demo shop, so that the first call has something to recommend.')
param demo bool = false

@description('Key that signs cursors, base64 of 32 random bytes (`openssl rand -base64 32`): every instance must share it.')
@secure()
param cursorKey string

@description('Origins whose pages may call the app from a browser; empty for none.')
param allowedOrigins string[] = []

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Tags of every resource.')
param tags object = {}

var token = uniqueString(resourceGroup().id, environmentName)

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-reco-${environmentName}-${token}'
  location: location
  tags: tags
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    name: take('st${environmentName}${token}', 24)
    location: location
    tags: tags
    principalId: identity.properties.principalId
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    suffix: '${environmentName}-${token}'
    location: location
    tags: tags
    retentionDays: logRetentionDays
    principalId: identity.properties.principalId
  }
}

module functionApp 'modules/functionApp.bicep' = {
  name: 'functionApp'
  params: {
    name: 'func-reco-${environmentName}-${token}'
    planName: 'plan-reco-${environmentName}-${token}'
    location: location
    tags: tags
    identityId: identity.id
    identityClientId: identity.properties.clientId
    storageAccountName: storage.outputs.name
    packageContainerUrl: storage.outputs.packageContainerUrl
    applicationInsightsConnectionString: monitoring.outputs.connectionString
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyInstances: alwaysReadyInstances
    allowedOrigins: allowedOrigins
    demo: demo
    cursorKey: cursorKey
  }
}

@description('Name of the function app, for `func azure functionapp publish`.')
output functionAppName string = functionApp.outputs.name

@description('Where the API answers: append /api/recommend/{service}/{rule}.')
output endpoint string = functionApp.outputs.endpoint

@description('Name of the storage account that holds the deployed package and the host\'s keys.')
output storageAccountName string = storage.outputs.name

@description('Client id of the identity that the app signs in with; grant it access to further stores.')
output identityClientId string = identity.properties.clientId
